-- What Gambio GX 3.2 has beside the tables of its ancestor: utf8, MyISAM, no is_return_delivery, other statuses.
CREATE TABLE orders_parcel_tracking_codes (orders_parcel_tracking_code_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id INT UNSIGNED NOT NULL DEFAULT 0, tracking_code VARCHAR(255) NOT NULL DEFAULT '', parcel_service_id INT UNSIGNED NOT NULL DEFAULT 0,
  parcel_service_name VARCHAR(45) NOT NULL DEFAULT '', language_id INT UNSIGNED NOT NULL DEFAULT 0, url VARCHAR(1023) NOT NULL DEFAULT '',
  comment TEXT NOT NULL, creation_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, KEY order_id (order_id), KEY tracking_code (tracking_code)) {table};
CREATE TABLE parcel_services (parcel_service_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(45) NOT NULL DEFAULT '',
  `default` TINYINT NOT NULL DEFAULT 0) {table};
INSERT INTO parcel_services VALUES (1, 'DHL', 1), (2, 'DPD', 0), (4, 'Hermes', 0);
DELETE FROM orders_status WHERE orders_status_id = 4;
INSERT INTO orders_status VALUES (99, 1, 'Canceled'), (99, 2, 'Storniert'), (149, 1, 'Invoice created'), (149, 2, 'Rechnung erstellt');
