namespace Tensorflow.Keras;

/// <summary>Warnings go to the error stream, as Keras' do; a test may listen instead.</summary>
internal static class Warnings
{
    [ThreadStatic]
    private static List<string>? t_captured;

    internal static void Warn(string message)
    {
        if (t_captured is { } list)
            list.Add(message);
        else
            Console.Error.WriteLine("WARNING: " + message);
    }

    /// <summary>Collects this thread's warnings until disposed.</summary>
    internal static Capture Listen() => new();

    internal sealed class Capture : IDisposable
    {
        private readonly List<string>? _before = t_captured;

        internal Capture()
        {
            t_captured = Messages;
        }

        internal List<string> Messages { get; } = [];

        public void Dispose() => t_captured = _before;
    }
}
