<?php

declare(strict_types=1);

// The shop's mailer: what it is handed is kept in a file as the shop's own would send it, all in UTF-8. With MAIL_DOWN it takes none.
function xtc_php_mail(
    $from_email_address,
    $from_name,
    $to_email_address,
    $to_name,
    $forwarding_to,
    $reply_email_address,
    $reply_name,
    $path_to_attachment,
    $path_to_more_attachments,
    $email_subject,
    $message_body_html,
    $message_body_plain
) {
    if (config('configuration/MAIL_DOWN') === 'true') {
        return false;
    }
    $mail = ['from' => "$from_name <$from_email_address>", 'reply' => $reply_email_address, 'to' => trim((string) $to_email_address),
        'subject' => $email_subject, 'html' => $message_body_html, 'plain' => $message_body_plain];
    return file_put_contents(SHOP . '/logfiles/mails.txt', json_encode($mail) . "\n", FILE_APPEND) !== false;
}
