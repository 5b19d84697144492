"""Relief in a disaster: deployments, their rosters, who is asked, and the rest owed afterwards."""
