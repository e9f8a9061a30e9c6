<?php

declare(strict_types=1);

namespace StatusSync\Tests\Scene;

/** Numbers as the trade writes them, with right check digits, none twice within a scene. */
final class Numbers
{
    /** @var int */
    private $next = 0;

    public function amazon(): string
    {
        return sprintf('303-%07d-%07d', 4100000 + ++$this->next, 5200000 + $this->next);
    }

    public function item(): string
    {
        return sprintf('%014d', 60000000000000 + ++$this->next);
    }

    public function tracking(string $carrier = 'DHL'): string
    {
        $n = ++$this->next;
        switch ($carrier) {
            case 'DHL':
                $body = '00340434' . sprintf('%011d', 16100000000 + $n);
                return $body . self::gs1($body);
            case 'DPD':
                return sprintf('01%012d', 400000000000 + $n);
            case 'GLS':
                return sprintf('%011d', 52000000000 + $n);
            case 'UPS':
                $body = 'A12B34' . '03' . sprintf('%07d', 1200000 + $n);
                return "1Z$body" . self::ups($body);
            case 'HERMES':
                return 'H1' . sprintf('%018d', 1000000000000 + $n);
            default:
                return sprintf('X%08d', 10000000 + $n);
        }
    }

    private static function gs1(string $body): string
    {
        $sum = 0;
        foreach (str_split(strrev($body)) as $i => $digit) {
            $sum += (int) $digit * ($i % 2 === 0 ? 3 : 1);
        }
        return (string) ((10 - $sum % 10) % 10);
    }

    private static function ups(string $body): string
    {
        $sum = 0;
        foreach (str_split($body) as $i => $sign) {
            $value = ctype_digit($sign) ? (int) $sign : (ord($sign) - 63) % 10;
            $sum += $value * ($i % 2 === 0 ? 1 : 2);
        }
        return (string) ((10 - $sum % 10) % 10);
    }
}
