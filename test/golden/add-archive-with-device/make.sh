export TAR_OPTIONS='--sort=name --mtime=@1485449953'
mkdir t && mknod t/null c 1 3 && mkfifo t/fifo && tar -cf dev.tar t && rm -r t
