/* Where results go, so that the compiler keeps what makes them. */
#include "toy.h"

volatile int sink;
