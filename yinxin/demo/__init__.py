"""The demo country: invented bodies, people and certificates, made through the same verbs as everything else."""
