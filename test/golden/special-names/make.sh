touch -- 'a b' 'q"q' "s's" 'star*' '[x]' 'back\slash' 'ünï' '-dash' '#hash' '$dollar' 'new
line' 'percent%' && mkdir 'd d' && touch 'd d/é'
