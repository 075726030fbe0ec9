touch s g t n && chmod 4755 s && chmod 2755 g && chmod 1644 t && chmod 000 n && mkdir d && chmod 3771 d
