<?php

require 'login.php';
