"""The trail: every act and every sensitive look, chained so that tampering shows."""
