mkdir -p r/s && echo f > r/s/f && ln -s r l && ln -s s r/m
