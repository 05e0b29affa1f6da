"""Any recording as 16 kHz samples, and where in it somebody speaks. May import `model`, `text`, `interfaces`, `config`, `errors`."""
