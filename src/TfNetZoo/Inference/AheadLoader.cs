namespace TfNetZoo.Inference;

/// <summary>Calls a function for each of many items on background workers, a bounded number ahead, and gives the results in order.</summary>
internal static class AheadLoader
{
    internal static IEnumerable<TResult> Load<T, TResult>(IEnumerable<T> items, Func<T, TResult> load, int ahead)
    {
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler;
        var factory = new TaskFactory(CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, scheduler);
        var running = new Queue<Task<TResult>>();
        foreach (T item in items)
        {
            running.Enqueue(factory.StartNew(() => load(item)));
            if (running.Count > ahead)
                yield return running.Dequeue().GetAwaiter().GetResult();
        }
        while (running.TryDequeue(out Task<TResult>? next))
            yield return next.GetAwaiter().GetResult();
    }
}
