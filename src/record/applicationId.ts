/** "blst": by this SQLite's header tells a ledger from a database of something else. */
export const applicationId = 0x62_6c_73_74;
