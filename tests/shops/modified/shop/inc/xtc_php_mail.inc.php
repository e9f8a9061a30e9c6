<?php

// The shop's mailer: what it is handed is kept in a file, as the shop's own would send it. With MAIL_DOWN it takes none.
function xtc_php_mail(
    $from_address,
    $from_name,
    $to_address,
    $to_name,
    $forwarding_to,
    $reply_address,
    $reply_name,
    $attachment,
    $more_attachments,
    $subject,
    $html,
    $plain,
    $send_priority = 5,
    $mail_priority = null
) {
    $charset = $_SESSION['language_charset'] ?? 'utf-8';
    if (defined('MAIL_DOWN')) {
        trigger_error('Mailer Error', E_USER_WARNING);
        return false;
    }
    $plain = html_entity_decode(strip_tags(str_replace(['<br />', '<br>'], "\n", $plain)), ENT_NOQUOTES, $charset);
    $mail = ['from' => "$from_name <$from_address>", 'reply' => $reply_address, 'to' => $to_address,
        'subject' => decode_htmlentities($subject), 'html' => $html, 'plain' => $plain, 'charset' => $charset];
    foreach ($mail as $key => $value) {
        $mail[$key] = mb_convert_encoding($value, 'UTF-8', $charset);
    }
    return file_put_contents(DIR_FS_CATALOG . 'mails.txt', json_encode($mail) . "\n", FILE_APPEND) !== false;
}
