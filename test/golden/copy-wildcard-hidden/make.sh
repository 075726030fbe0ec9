touch .hidden seen && mkdir .dir && touch .dir/f
