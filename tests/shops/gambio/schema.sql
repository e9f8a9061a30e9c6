-- Tables of a Gambio GX4 that order status work touches: utf8mb3, InnoDB, dates in two clocks.
CREATE TABLE orders (
  orders_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_id INT NOT NULL DEFAULT 0, customers_name VARCHAR(64) NOT NULL DEFAULT '',
  customers_email_address VARCHAR(96) NOT NULL DEFAULT '', payment_class VARCHAR(64) NOT NULL DEFAULT '',
  shipping_class VARCHAR(64) NOT NULL DEFAULT '', comments TEXT, language VARCHAR(32) NOT NULL DEFAULT 'german',
  currency VARCHAR(3) NOT NULL DEFAULT 'EUR', date_purchased DATETIME DEFAULT NULL, last_modified TIMESTAMP NULL DEFAULT NULL,
  orders_status INT(5) NOT NULL DEFAULT 1, gm_cancel_date DATETIME DEFAULT NULL, orders_hash VARCHAR(32) NOT NULL DEFAULT '',
  UNIQUE KEY purchased (date_purchased, orders_id), KEY orders_status (orders_status)
) {table};
CREATE TABLE orders_total (
  orders_total_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, title VARCHAR(255) NOT NULL, text VARCHAR(255) NOT NULL,
  value DECIMAL(15,4) NOT NULL, class VARCHAR(32) NOT NULL, sort_order INT NOT NULL, KEY orders_id (orders_id)
) {table};
CREATE TABLE orders_status (
  orders_status_id INT NOT NULL, language_id INT NOT NULL, orders_status_name VARCHAR(32) NOT NULL, color VARCHAR(6) NOT NULL DEFAULT '',
  PRIMARY KEY (orders_status_id, language_id)
) {table};
CREATE TABLE orders_status_history (
  orders_status_history_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, orders_status_id INT(5) NOT NULL DEFAULT 0,
  date_added DATETIME NOT NULL DEFAULT '1000-01-01 00:00:00', customer_notified INT(1) DEFAULT 0, comments TEXT, customer_id INT(5) NOT NULL DEFAULT 0,
  KEY orders_id (orders_id), KEY orders_status_id (orders_status_id)
) {table};
CREATE TABLE orders_parcel_tracking_codes (
  orders_parcel_tracking_code_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id INT UNSIGNED NOT NULL DEFAULT 0,
  tracking_code VARCHAR(255) NOT NULL DEFAULT '', is_return_delivery INT(1) UNSIGNED NOT NULL DEFAULT 0,
  parcel_service_id INT UNSIGNED NOT NULL DEFAULT 0, parcel_service_name VARCHAR(45) NOT NULL DEFAULT '', language_id INT UNSIGNED NOT NULL DEFAULT 0,
  url VARCHAR(1023) NOT NULL DEFAULT '', comment TEXT NOT NULL, shipment_type VARCHAR(255) NOT NULL DEFAULT '',
  creation_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, KEY order_id (order_id), KEY tracking_code (tracking_code)
) {table};
CREATE TABLE parcel_services (parcel_service_id INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(45) NOT NULL, `default` TINYINT NOT NULL DEFAULT 0) {table};
CREATE TABLE customers (
  customers_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_status INT NOT NULL, customers_email_address VARCHAR(96) NOT NULL,
  customers_password VARCHAR(255) NOT NULL
) {table};
-- who may read or write which page or controller; admin 1 may everything
CREATE TABLE fixture_rights (customer_id INT NOT NULL, kind VARCHAR(20) NOT NULL, name VARCHAR(64) NOT NULL, may_write INT NOT NULL) {table};
CREATE TABLE gx_configurations (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, `key` VARCHAR(255) NOT NULL, `value` MEDIUMTEXT, UNIQUE KEY k (`key`)) {table};
CREATE TABLE magnalister_orders (
  orders_id VARCHAR(32) NOT NULL PRIMARY KEY, orders_status INT NOT NULL DEFAULT 0, mpID INT UNSIGNED NOT NULL, platform VARCHAR(20) NOT NULL,
  special TEXT, data TEXT NOT NULL, internaldata TEXT NOT NULL
) {table};
CREATE TABLE languages (languages_id INT NOT NULL PRIMARY KEY, code VARCHAR(2) NOT NULL, directory VARCHAR(32) NOT NULL) {table};
INSERT INTO languages VALUES (1, 'en', 'english'), (2, 'de', 'german');
INSERT INTO orders_status VALUES (0, 2, 'Nicht bestätigt', 'e0412c'), (1, 2, 'Offen', 'f5ae49'), (2, 2, 'In Bearbeitung', '0c7fda'),
  (3, 2, 'Versendet', '45a845'), (99, 2, 'Storniert', 'e0412c'), (149, 2, 'Rechnung erstellt', '45a845'),
  (0, 1, 'Not validated', 'e0412c'), (1, 1, 'Pending', 'f5ae49'), (2, 1, 'Processing', '0c7fda'), (3, 1, 'Shipped', '45a845'),
  (99, 1, 'Cancelled', 'e0412c'), (149, 1, 'Invoice created', '45a845');
INSERT INTO parcel_services VALUES (1, 'DHL', 1), (2, 'DPD', 0), (3, 'GLS', 0), (4, 'Hermes', 0), (6, 'Shipcloud', 0);
INSERT INTO gx_configurations (`key`, `value`) VALUES ('configuration/DATE_TIMEZONE', 'Europe/Berlin'),
  ('configuration/ACTIVATE_PAGE_TOKEN', 'true'), ('configuration/STORE_OWNER_EMAIL_ADDRESS', 'owner@example.test'),
  ('gm_configuration/GM_ORDER_STATUS_CANCEL_ID', '99');
