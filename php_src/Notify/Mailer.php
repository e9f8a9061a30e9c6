<?php

declare(strict_types=1);

namespace StatusSync\Php\Notify;

/** A way to send a mail: PhpMail where cron calls, ShopMail inside a request of a shop (page, the shop's scheduler). */
interface Mailer
{
    /**
     * Hands one mail over.
     *
     * @param string $to an address
     * @param string $subject plain UTF-8, one line
     * @param string $text plain UTF-8, lines end with "\n"
     * @return bool false: nobody took it; it is tried again later
     */
    public function send(string $to, string $subject, string $text): bool;
}
