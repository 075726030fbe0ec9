export TAR_OPTIONS='--sort=name --mtime=@1485449953'
mkdir t && echo x > t/x && tar -P --transform "s,^t,/top," -cf abs.tar t && rm -r t
