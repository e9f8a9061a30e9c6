<?php

require 'includes/application_top.php';
require 'includes/header.php';
echo 'Start';
require 'includes/footer.php';
