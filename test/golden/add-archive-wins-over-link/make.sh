export TAR_OPTIONS='--sort=name --mtime=@1485449953'
mkdir d && echo x > d/x && tar -cf a.tar d && rm -r d
