/** Whether what is decided is sent, or only written down. */
export type Mode = 'shadow' | 'live';
