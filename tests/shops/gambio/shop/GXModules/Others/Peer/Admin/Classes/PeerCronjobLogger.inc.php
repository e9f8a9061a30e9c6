<?php

declare(strict_types=1);

class PeerCronjobLogger extends AbstractCronjobLogger
{
}
