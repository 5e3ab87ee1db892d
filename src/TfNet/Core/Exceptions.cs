namespace Tensorflow;

/// <summary>Base of all errors of this library.</summary>
public class TensorflowException : Exception
{
    public TensorflowException(string message)
        : base(message)
    {
    }

    public TensorflowException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>An argument has a wrong value.</summary>
public class ValueError : TensorflowException
{
    public ValueError(string message)
        : base(message)
    {
    }

    public ValueError(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>An argument has a wrong type or dtype.</summary>
public class TypeError(string message) : TensorflowException(message);

/// <summary>A name is not there.</summary>
public class KeyError(string message) : TensorflowException(message);

/// <summary>Something asked for by index or key is not there.</summary>
public class LookupError(string message) : TensorflowException(message);

/// <summary>A condition that had to hold did not.</summary>
public class AssertionError(string message) : TensorflowException(message);

/// <summary>An operation failed or was used at the wrong time.</summary>
public class RuntimeError(string message) : TensorflowException(message);

/// <summary>An op received arguments that do not fit together: shapes, ranks, dtypes, indices.</summary>
public class InvalidArgumentError(string message) : TensorflowException(message);

/// <summary>An index lies outside its range.</summary>
public class OutOfRangeError(string message) : TensorflowException(message);

/// <summary>An iterator has no more elements.</summary>
public class StopIteration(string message) : TensorflowException(message);

/// <summary>A tensor is used after the step that made it has ended.</summary>
public class InaccessibleTensorError(string message) : TensorflowException(message);

/// <summary>A result would not fit into memory.</summary>
public class ResourceExhaustedError(string message) : TensorflowException(message);
