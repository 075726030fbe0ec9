mkdir -m 2775 t && echo x > t/x && chmod 4511 t/x && chown 12:13 t/x && tar --numeric-owner -cf a.tar t && rm -r t
