<?php

declare(strict_types=1);

/** Another module's task: says that it was reached. */
class PeerCronjobTask extends AbstractCronjobTask
{
    public function getCallback($cronjobStartAsMicrotime)
    {
        return static function () {
            file_put_contents(SHOP . '/logfiles/cron.log', "peer reached\n", FILE_APPEND);
        };
    }
}
