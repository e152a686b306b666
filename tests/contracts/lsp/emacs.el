;; Opens a blueprint with the documented configuration and prints what eglot shows.
(package-initialize)
(unless (and (require 'eglot nil t) (require 'markdown-mode nil t))
  (kill-emacs (string-to-number (getenv "MISSING"))))
(load (getenv "CONFIGURATION"))
(find-file "venues.apib")
(run-hooks 'post-command-hook) ; where eglot-ensure waits for a command, which a batch has none of
(let ((end (+ (float-time) (string-to-number (getenv "PATIENCE")))))
  (while (and (< (float-time) end) (null (flymake-diagnostics)))
    (flymake-start)
    (accept-process-output nil 0.2)))
(dolist (each (flymake-diagnostics))
  (princ (format "%d: %s\n"
                 (line-number-at-pos (flymake-diagnostic-beg each))
                 (flymake-diagnostic-text each))))
(eglot-shutdown-all)
