// Handle counts are process-wide: tests that compare them must not run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
