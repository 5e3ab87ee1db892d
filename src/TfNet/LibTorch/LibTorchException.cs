namespace Tensorflow;

/// <summary>LibTorch could not be loaded, or refused a call although its arguments were checked.</summary>
public sealed class LibTorchException(string message) : RuntimeError(message);
