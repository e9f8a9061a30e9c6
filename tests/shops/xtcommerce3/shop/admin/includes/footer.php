</td></tr></table></body></html>
