using System.Runtime.ExceptionServices;
using Tensorflow;

namespace TfNet.Data;

/// <summary>A few background threads that make elements; each job's result or exception is fetched by the thread that asked.</summary>
internal sealed class Workers : IDisposable
{
    private readonly Queue<Job> _jobs = new();
    private bool _ended;

    internal Workers(int count)
    {
        for (int i = 0; i < count; i++)
            new Thread(Run) { IsBackground = true, Name = $"tf.data map {i}" }.Start();
    }

    internal Job Start(Func<Part[]> work)
    {
        var job = new Job(work);
        lock (_jobs)
        {
            _jobs.Enqueue(job);
            Monitor.Pulse(_jobs);
        }
        return job;
    }

    public void Dispose()
    {
        lock (_jobs)
        {
            _ended = true;
            _jobs.Clear();
            Monitor.PulseAll(_jobs);
        }
    }

    private void Run()
    {
        using HostSide host = HostSide.Enter();
        while (true)
        {
            Job? job;
            lock (_jobs)
            {
                while (!_jobs.TryDequeue(out job) && !_ended)
                    Monitor.Wait(_jobs);
                if (job is null)
                    return;
            }
            job.Run();
        }
    }

    internal sealed class Job(Func<Part[]> work)
    {
        private Part[]? _result;
        private ExceptionDispatchInfo? _failure;
        private bool _done;
        private bool _abandoned;

        internal void Run()
        {
            Part[]? result = null;
            ExceptionDispatchInfo? failure = null;
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // Whatever the user's function throws is thrown again in the thread that waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            lock (this)
            {
                (_result, _failure, _done) = (result, failure, true);
                if (_abandoned && result is not null)
                    Array.ForEach(result, p => p.Release());
                Monitor.PulseAll(this);
            }
        }

        internal Part[] Wait()
        {
            lock (this)
                while (!_done)
                    Monitor.Wait(this);
            _failure?.Throw();
            return _result!;
        }

        internal void Abandon()
        {
            lock (this)
            {
                _abandoned = true;
                if (_done && _result is not null)
                    Array.ForEach(_result, p => p.Release());
            }
        }
    }
}
