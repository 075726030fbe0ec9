echo one > f && ln f g && mkdir d && ln f d/h
