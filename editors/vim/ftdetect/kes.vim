autocmd BufRead,BufNewFile *.kes setfiletype kes
