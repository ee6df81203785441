CREATE TABLE `parts` (
	`hash` text PRIMARY KEY NOT NULL,
	`data` blob NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `parts_at` ON `parts` (`at`);