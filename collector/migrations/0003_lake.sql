CREATE TABLE `lake_erased` (
	`section_id` text NOT NULL,
	`profile_id` text NOT NULL,
	`erased_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `profile_id`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lake_hours` (
	`section_id` text NOT NULL,
	`hour` text NOT NULL,
	`sent` integer NOT NULL,
	PRIMARY KEY(`section_id`, `hour`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lake_progress` (
	`id` integer PRIMARY KEY NOT NULL,
	`start_seq` integer NOT NULL,
	`done_seq` integer NOT NULL,
	`seen_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `lake_sent` (
	`first_seq` integer PRIMARY KEY NOT NULL,
	`last_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `lake_sent_last` ON `lake_sent` (`last_seq`);
