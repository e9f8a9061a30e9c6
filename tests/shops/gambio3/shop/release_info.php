<?php

$gx_version = 'v3.2.0.1';
