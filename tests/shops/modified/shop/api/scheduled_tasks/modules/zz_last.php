<?php

/** A task behind ours: runs only if ours lets it. */
function cron_zz_last()
{
    return true;
}
