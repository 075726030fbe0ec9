long=$(printf "n%.0s" $(seq 200)); mkdir -p "$long/$long" && echo deep > "$long/$long/$long"
