-- What a module meets in modified's database: names, types and keys; {table} is engine and charset.
CREATE TABLE configuration (configuration_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, configuration_key VARCHAR(128) NOT NULL,
  configuration_value TEXT NOT NULL, configuration_group_id INT NOT NULL, sort_order INT, last_modified DATETIME, date_added DATETIME,
  use_function VARCHAR(255), set_function VARCHAR(255), UNIQUE KEY idx_configuration_key (configuration_key)) {table};
CREATE TABLE customers (customers_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_status INT NOT NULL DEFAULT 1,
  customers_email_address VARCHAR(255) NOT NULL, customers_password VARCHAR(255) NOT NULL) {table};
CREATE TABLE admin_access (customers_id VARCHAR(32) NOT NULL PRIMARY KEY, configuration INT(1) NOT NULL DEFAULT 0,
  module_export INT(1) NOT NULL DEFAULT 0, orders INT(1) NOT NULL DEFAULT 0) {table};
CREATE TABLE scheduled_tasks (tasks_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, time_next INT NOT NULL, time_offset INT NOT NULL,
  time_regularity INT NOT NULL, time_unit CHAR(1) NOT NULL, status INT(1) NOT NULL, edit INT(1) NOT NULL DEFAULT 1, tasks VARCHAR(255) NOT NULL,
  UNIQUE KEY idx_tasks (tasks(100))) {table};
CREATE TABLE scheduled_tasks_log (logs_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, tasks_id INT NOT NULL, time_run INT NOT NULL,
  time_taken FLOAT NOT NULL) {table};
CREATE TABLE orders (orders_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_id INT NOT NULL, customers_name VARCHAR(128) NOT NULL,
  customers_email_address VARCHAR(255) NOT NULL, comments TEXT, last_modified DATETIME, date_purchased DATETIME, orders_status INT(5) NOT NULL,
  orders_date_finished DATETIME, currency CHAR(3), payment_class VARCHAR(64) NOT NULL, shipping_method VARCHAR(128) NOT NULL,
  shipping_class VARCHAR(64) NOT NULL, language VARCHAR(32) NOT NULL, orders_ident_key VARCHAR(128), KEY idx_orders_status (orders_status),
  KEY idx_orders_ident_key (orders_ident_key), KEY idx_date_purchased (date_purchased)) {table};
CREATE TABLE orders_total (orders_total_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, title VARCHAR(255) NOT NULL,
  text VARCHAR(255) NOT NULL, value DECIMAL(15,4) NOT NULL, class VARCHAR(32) NOT NULL, sort_order INT NOT NULL,
  KEY idx_orders_id (orders_id)) {table};
CREATE TABLE orders_status (orders_status_id INT NOT NULL, language_id INT NOT NULL, orders_status_name VARCHAR(64) NOT NULL,
  sort_order INT NOT NULL, PRIMARY KEY (orders_status_id, language_id)) {table};
CREATE TABLE orders_status_history (orders_status_history_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL,
  orders_status_id INT(5) NOT NULL, date_added DATETIME NOT NULL, customer_notified INT(1), comments TEXT, comments_sent INT(1),
  KEY idx_orders_id (orders_id), KEY idx_orders_status_id (orders_status_id)) {table};
CREATE TABLE carriers (carrier_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, carrier_name VARCHAR(80) NOT NULL,
  carrier_tracking_link VARCHAR(512), carrier_sort_order INT, UNIQUE KEY idx_carrier_name (carrier_name)) {table};
CREATE TABLE orders_tracking (tracking_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, carrier_id INT NOT NULL,
  parcel_id VARCHAR(80) NOT NULL, date_added DATETIME, KEY idx_orders_id (orders_id), KEY idx_carrier_id (carrier_id)) {table};
CREATE TABLE magnalister_orders (orders_id INT NOT NULL PRIMARY KEY, orders_status INT, mpID INT, platform VARCHAR(20) NOT NULL,
  special TEXT, data TEXT, internaldata LONGTEXT) {table};
CREATE TABLE magnalister_config (mpID INT NOT NULL, mkey VARCHAR(100) NOT NULL, value TEXT NOT NULL, PRIMARY KEY (mpID, mkey)) {table};
INSERT INTO configuration (configuration_key, configuration_value, configuration_group_id) VALUES ('CSRF_TOKEN_SYSTEM', 'true', 1),
  ('USE_ADMIN_TOP_MENU', 'true', 1), ('MODULE_SYSTEM_INSTALLED', '', 6), ('STORE_OWNER_EMAIL_ADDRESS', 'owner@example.test', 1);
CREATE TABLE languages (languages_id INT NOT NULL PRIMARY KEY, code CHAR(2) NOT NULL, directory VARCHAR(32) NOT NULL) {table};
INSERT INTO languages VALUES (1, 'en', 'english'), (2, 'de', 'german');
INSERT INTO orders_status VALUES (1, 1, 'Pending', 1), (1, 2, 'Offen', 1), (2, 1, 'Processing', 2), (2, 2, 'In Bearbeitung', 2),
  (3, 1, 'Shipped', 3), (3, 2, 'Versendet', 3), (4, 1, 'Canceled', 4), (4, 2, 'Storniert', 4);
INSERT INTO carriers (carrier_name, carrier_sort_order) VALUES ('DHL', 10), ('DPD', 20), ('GLS', 30), ('UPS', 40), ('HERMES', 50),
  ('FEDEX', 60), ('TNT', 70), ('TRANS-O-FLEX', 80), ('KUEHNE-NAGEL', 90), ('ILOXX', 100), ('LogoiX', 110), ('POST', 120);
INSERT INTO scheduled_tasks (time_next, time_offset, time_regularity, time_unit, status, tasks) VALUES (0, 0, 1, 'm', 1, 'zz_last');
