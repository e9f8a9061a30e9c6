-- What a module meets in xt:Commerce 3's database: names, types and the few keys there are; MyISAM and latin1.
CREATE TABLE configuration (configuration_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, configuration_key VARCHAR(64) NOT NULL,
  configuration_value VARCHAR(255) NOT NULL, configuration_group_id INT NOT NULL, sort_order INT(5), last_modified DATETIME,
  date_added DATETIME NOT NULL, use_function VARCHAR(255), set_function VARCHAR(255)) {table};
CREATE TABLE customers (customers_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_status INT(5) NOT NULL DEFAULT 1,
  customers_email_address VARCHAR(96) NOT NULL, customers_password VARCHAR(40) NOT NULL) {table};
CREATE TABLE admin_access (customers_id VARCHAR(32) NOT NULL PRIMARY KEY, module_export INT(1) NOT NULL DEFAULT 0,
  orders INT(1) NOT NULL DEFAULT 0) {table};
CREATE TABLE languages (languages_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(32) NOT NULL, code CHAR(2) NOT NULL,
  directory VARCHAR(32), language_charset TEXT NOT NULL) {table};
CREATE TABLE orders (orders_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, customers_id INT NOT NULL, customers_name VARCHAR(64) NOT NULL,
  customers_email_address VARCHAR(96) NOT NULL, comments VARCHAR(255), last_modified DATETIME, date_purchased DATETIME,
  orders_status INT(5) NOT NULL, currency CHAR(3), payment_class VARCHAR(32) NOT NULL, shipping_method VARCHAR(64) NOT NULL,
  shipping_class VARCHAR(32) NOT NULL, language VARCHAR(32) NOT NULL, orders_ident_key VARCHAR(128)) {table};
CREATE TABLE orders_total (orders_total_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, title VARCHAR(255) NOT NULL,
  text VARCHAR(255) NOT NULL, value DECIMAL(15,4) NOT NULL, class VARCHAR(32) NOT NULL, sort_order INT NOT NULL,
  KEY idx_orders_total_orders_id (orders_id)) {table};
CREATE TABLE orders_status (orders_status_id INT NOT NULL DEFAULT 0, language_id INT NOT NULL DEFAULT 1,
  orders_status_name VARCHAR(32) NOT NULL, PRIMARY KEY (orders_status_id, language_id), KEY idx_orders_status_name (orders_status_name)) {table};
CREATE TABLE orders_status_history (orders_status_history_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL,
  orders_status_id INT(5) NOT NULL, date_added DATETIME NOT NULL, customer_notified INT(1) DEFAULT 0, comments TEXT) {table};
CREATE TABLE orders_parcels (parcels_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, orders_id INT NOT NULL, parcel_number VARCHAR(64) NOT NULL,
  parcel_service VARCHAR(32) NOT NULL) {table};
CREATE TABLE magnalister_orders (orders_id INT NOT NULL PRIMARY KEY, orders_status INT, mpID INT, platform VARCHAR(20) NOT NULL,
  special TEXT, data TEXT, internaldata LONGTEXT) {table};
INSERT INTO languages (name, code, directory, language_charset) VALUES ('English', 'en', 'english', 'iso-8859-15'), ('Deutsch', 'de', 'german', 'iso-8859-15');
INSERT INTO orders_status VALUES (1, 1, 'Pending'), (1, 2, 'Offen'), (2, 1, 'In process'), (2, 2, 'Zur Prüfung'),
  (3, 1, 'Shipped'), (3, 2, 'Versendet'), (4, 1, 'Cancelled'), (4, 2, 'Storniert');
