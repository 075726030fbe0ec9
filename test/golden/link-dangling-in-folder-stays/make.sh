ln -s nowhere dangling && ln -s ../../up up && mkdir d && ln -s ../dangling d/l
