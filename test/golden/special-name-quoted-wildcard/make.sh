touch 'a b' "s's" 'star*' starry '[x]'
