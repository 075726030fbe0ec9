printf "\037\213broken" > broken.gz && printf "PK\003\004" > z.zip
