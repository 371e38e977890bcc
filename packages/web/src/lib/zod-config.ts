import { config } from 'zod';

// zod's compiled validators need eval, which the content security policy forbids; asking for it would be reported.
// Must be the first import of the program: zod decides when a schema is made.
config({ jitless: true });
