"""Every change that a public notice makes: one public verb each."""
