<?php

declare(strict_types=1);

// One statement in the shop's database: JSON in (place, sql, params), JSON out (rows, id). sql_mode is the shop's.
$in = json_decode((string) stream_get_contents(STDIN), true, 16, JSON_THROW_ON_ERROR);
$pdo = new PDO($in['dsn'], $in['user'], $in['password'], [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
    PDO::MYSQL_ATTR_INIT_COMMAND => "SET sql_mode = ''"]);
$out = ['rows' => [], 'id' => null];
foreach ($in['statements'] as [$sql, $params]) {
    $statement = $pdo->prepare($sql);
    $statement->execute($params);
    $out = ['rows' => $statement->columnCount() > 0 ? $statement->fetchAll(PDO::FETCH_ASSOC) : [],
        'id' => (int) $pdo->lastInsertId()];
}
echo json_encode($out, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
