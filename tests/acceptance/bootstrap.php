<?php

declare(strict_types=1);

require __DIR__ . '/../lib/scene/autoload.php';
