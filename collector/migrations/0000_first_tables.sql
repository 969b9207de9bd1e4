CREATE TABLE `custom_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`discriminator` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`category` text NOT NULL,
	`web_tracking` integer NOT NULL,
	`hidden_at` text,
	`allowed_operations` text NOT NULL,
	`retention_years` integer,
	`created_at` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `custom_events_discriminator` ON `custom_events` (`section_id`,`discriminator`);--> statement-breakpoint
CREATE TABLE `definition_versions` (
	`section_id` text NOT NULL,
	`discriminator` text NOT NULL,
	`number` integer NOT NULL,
	`fields` text NOT NULL,
	`saved_at` text NOT NULL,
	`usable_at` text NOT NULL,
	`editable_at` text NOT NULL,
	PRIMARY KEY(`section_id`, `discriminator`, `number`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `dropped` (
	`section_id` text NOT NULL,
	`reason` text NOT NULL,
	`hour` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`section_id`, `reason`, `hour`),
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`id` text NOT NULL,
	`discriminator` text NOT NULL,
	`version` integer NOT NULL,
	`occurred_at` text NOT NULL,
	`sender_occurred_at` text NOT NULL,
	`sent_at` text,
	`received_at` text NOT NULL,
	`clamped` integer NOT NULL,
	`visitor_id` text,
	`page` text,
	`fields` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_id` ON `events` (`section_id`,`id`);--> statement-breakpoint
CREATE INDEX `events_recent` ON `events` (`section_id`,`received_at`,`seq`);--> statement-breakpoint
CREATE INDEX `events_recent_of_custom_event` ON `events` (`section_id`,`discriminator`,`received_at`,`seq`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`section_id` text NOT NULL,
	`hash` text NOT NULL,
	`event_id` text,
	`discriminator` text,
	`issues` text NOT NULL,
	`event` text NOT NULL,
	`count` integer NOT NULL,
	`first_received_at` text NOT NULL,
	`received_at` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_hash` ON `quarantine` (`section_id`,`hash`);--> statement-breakpoint
CREATE INDEX `quarantine_recent` ON `quarantine` (`section_id`,`received_at`,`seq`);--> statement-breakpoint
CREATE INDEX `quarantine_recent_of_custom_event` ON `quarantine` (`section_id`,`discriminator`,`received_at`,`seq`);--> statement-breakpoint
CREATE TABLE `scripts` (
	`hash` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sections` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`write_key` text NOT NULL,
	`allowed_origins` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sections_id_unique` ON `sections` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sections_write_key_unique` ON `sections` (`write_key`);