if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s
setlocal comments=:///,://
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
setlocal formatprg=kesc\ fmt\ --stdin\ %
setlocal suffixesadd=.kes

" `:make` checks the file, and the errors go to the quickfix list.
setlocal makeprg=kesc\ check\ %
setlocal errorformat=%E%trror\ KES%n\ %m,%W%tarning\ KES%n\ %m,%C,%Z\ \ %f:%l:%c,%-G%.%#

let b:undo_ftplugin = "setlocal commentstring< comments< formatoptions< expandtab< shiftwidth< softtabstop< formatprg< suffixesadd< makeprg< errorformat<"
