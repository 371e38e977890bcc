import {
  Button,
  createTheme,
  Drawer,
  Modal,
  Notification,
  rem,
  SegmentedControl,
  Tooltip,
} from '@mantine/core';

import classes from './theme.module.css';

// Mantine makes each dialog's head a <header>, which outside a section would be a second banner of the page.
const dialogParts = {
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'presentation' } },
  classNames: { content: classes.dialog, header: classes.dialog, title: classes.dialogTitle },
};

/** Drawing paper and ink with one accent, verdigris. State colours live in `tokens.css`, each with its own shape. */
export const theme = createTheme({
  primaryColor: 'verdigris',
  primaryShade: 7,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'sm',
  black: '#1d1c1a',
  fontFamily: "'IBM Plex Sans Variable', ui-sans-serif, system-ui, sans-serif",
  fontFamilyMonospace: "'IBM Plex Mono', ui-monospace, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  radius: { xs: rem(3), sm: rem(5), md: rem(8), lg: rem(12), xl: rem(20) },
  spacing: { xs: rem(6), sm: rem(10), md: rem(14), lg: rem(20), xl: rem(28) },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(20), lineHeight: '1.3' },
      h2: { fontSize: rem(14), lineHeight: '1.4' },
      h3: { fontSize: rem(13), lineHeight: '1.4' },
    },
  },
  colors: {
    verdigris: [
      '#e6f6f3',
      '#cdeae4',
      '#9cd5ca',
      '#67beae',
      '#45b3a0',
      '#26998a',
      '#178577',
      '#0c6e63',
      '#085a51',
      '#04463f',
    ],
    gray: [
      '#faf9f6',
      '#f3f1ec',
      '#e8e5de',
      '#d9d5cc',
      '#bdb8ad',
      '#8b867b',
      '#656158',
      '#4c4943',
      '#33312d',
      '#1d1c1a',
    ],
    dark: [
      '#e6e9e5',
      '#c6ccc7',
      '#a3aba5',
      '#7f8882',
      '#3c4541',
      '#2c3330',
      '#222826',
      '#191e1c',
      '#131715',
      '#0d100f',
    ],
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    SegmentedControl: SegmentedControl.extend({
      classNames: { root: classes.segments, label: classes.segment },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true, multiline: true, maw: 360 } }),
    Modal: Modal.extend({ defaultProps: { centered: true, ...dialogParts } }),
    Drawer: Drawer.extend({ defaultProps: { position: 'right', ...dialogParts } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss this notice' } },
    }),
  },
});
