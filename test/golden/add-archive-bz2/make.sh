export TAR_OPTIONS='--sort=name --mtime=@1485449953'
mkdir t && echo y > t/y && tar -cjf y.tar.bz2 t && rm -r t
