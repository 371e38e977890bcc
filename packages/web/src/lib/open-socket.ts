import type { Socket } from './live.ts';

/** The browser's WebSocket in the shape the live connection wants. */
export function openSocket(url: string): Socket {
  const socket = new WebSocket(url);
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
    onMessage: (listener) => socket.addEventListener('message', (event) => listener(event.data)),
    onClose: (listener) => socket.addEventListener('close', listener),
  };
}
